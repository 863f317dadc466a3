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
