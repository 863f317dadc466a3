# Makes the archive that runs where it is unpacked. Sourced by bin/procession after jdk.sh, maven.sh and
# lock.sh; needs root (the clone's folder).

dist=$root/target/dist

# Builds everything from nothing, in a folder of its own, and prints the path of the archive.
make_archive() {
    case ${1:-} in
    '') ;;
    -h | --help)
        echo "Usage: bin/procession dist"
        echo "Makes the archive target/dist/procession-VERSION.tar.gz, which needs a JDK and nothing else of this clone."
        return
        ;;
    *)
        echo "procession dist: takes no argument: $*" >&2
        return 2
        ;;
    esac
    mkdir -p "$root/target"
    take_lock "$root/target/dist.lock"
    rm -rf "$dist" "$root"/*/target/dist
    mkdir "$dist"
    umask 022 # jars carry the modes of what is in them
    echo "procession: building the archive (a minute at most)" >&2
    if ! maven -q -Dmaven.test.skip=true -Dbuild.folder=target/dist \
        -pl procession-dist -am package >"$dist/build.log" 2>&1; then
        echo "procession: the build failed; from $dist/build.log:" >&2
        show_errors "$dist/build.log" | head -n 30 >&2
        exit 126
    fi
    mv "$root"/procession-dist/target/dist/procession-*.tar.gz "$dist/"
    give_lock
    echo "$dist"/procession-*.tar.gz
}
