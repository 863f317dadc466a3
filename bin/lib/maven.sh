# Runs Maven, through its wrapper, on the JDK that was found. Sourced by the scripts in bin/ after
# jdk.sh; needs root (the clone's folder).

maven() {
    (
        cd "$root"
        # Without unzip the wrapper falls back to an archive that does not have the pinned checksum.
        command -v unzip >/dev/null || PATH=$PATH:$root/bin/lib/without-unzip
        JAVA_HOME=$jdk MAVEN_SKIP_RC=1 ./mvnw -B -ntp "$@" </dev/null
    )
}

# Shows what went wrong in the log $1: errors and warnings, since these may be errors too, each once and
# without Maven's advice on using Maven; or else its end.
show_errors() {
    if grep -qE '^\[ERROR\]' "$1"; then
        grep -E '^\[(WARNING|ERROR)\] *[^ ]' "$1" \
            | grep -vE 'Help 1|-X switch|-e switch|-rf :|more information|correcting the problems|[[:space:]]at ' \
            | awk '!seen[$0]++'
    else
        tail -n 30 "$1"
    fi
}
