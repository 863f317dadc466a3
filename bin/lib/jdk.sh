# Finds the JDK that builds and runs Procession. Sourced by the scripts in bin/.

minimum_jdk=25

# Prints the feature release (25 for 25.0.3) of the JDK in folder $1, from its `release` file where it has
# one; only without that file is a JVM started to ask it.
jdk_feature() {
    feature=
    if [ -r "$1/release" ]; then
        while IFS= read -r line; do
            case $line in JAVA_VERSION=*) feature=${line#*=} ;; esac
        done <"$1/release"
    else
        feature=$("$1/bin/java" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p' | head -n 1)
    fi
    feature=${feature#\"}
    printf '%s' "${feature%%[!0-9]*}"
}

# Is there a JDK (not just a run-time image) that is new enough in folder $1? Then it is ours.
try_jdk() {
    [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 1
    jdk_version=$(jdk_feature "$1")
    [ "${jdk_version:-0}" -ge "$minimum_jdk" ] || return 1
    jdk=$1
}

# Prints the folder of the JDK whose `java` stands on the PATH, through all symbolic links.
jdk_on_path() {
    java=$(command -v java) || return 1
    while [ -L "$java" ]; do
        link=$(readlink "$java")
        case $link in
        /*) java=$link ;;
        *) java=${java%/*}/$link ;;
        esac
    done
    (cd "${java%/*}/.." && pwd -P)
}

# Sets jdk (a folder) and jdk_version (its feature release), or says in one sentence what was looked at.
find_jdk() {
    if [ -n "${JAVA_HOME:-}" ] && try_jdk "$JAVA_HOME"; then return; fi
    if home=$(jdk_on_path) && try_jdk "$home"; then return; fi
    if [ -x /usr/libexec/java_home ] \
        && home=$(/usr/libexec/java_home -v "$minimum_jdk+" 2>/dev/null) && try_jdk "$home"; then return; fi
    for home in /usr/lib/jvm/* /usr/java/* /opt/* /opt/java/* \
        "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home \
        /opt/homebrew/opt/openjdk* /usr/local/opt/openjdk* /home/linuxbrew/.linuxbrew/opt/openjdk*; do
        if try_jdk "$home"; then return; fi
    done
    echo "procession: no JDK $minimum_jdk or later was found (looked at JAVA_HOME, which is ${JAVA_HOME:-not set}," \
        "at java on the PATH, and in /usr/lib/jvm, /usr/java, /opt, ~/.sdkman, ~/.jdks, Homebrew and macOS's" \
        "JavaVirtualMachines); install one, Eclipse Temurin $minimum_jdk for example, or set JAVA_HOME to yours." >&2
    return 127
}
