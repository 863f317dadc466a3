# Builds what `bin/procession` runs, when anything that goes into it has changed. Sourced by it after
# jdk.sh, maven.sh and lock.sh; needs root (the clone's folder).
#
# Every state of the sources has a folder of its own, target/launcher/app-<sum>, that is put there whole
# and never changed: a running command keeps its jars while another one is being built.

launcher=$root/target/launcher

# What goes into the command: a line with checksum, length and path for each file.
list_inputs() {
    (
        cd "$root"
        find pom.xml .mvn bin/lib procession-*/pom.xml procession-*/src/main examples/pom.xml examples/src/main \
            -type f -exec cksum {} +
    ) | LC_ALL=C sort -k 3
}

# Sets inputs (the list) and app (the folder that belongs to it).
name_app() {
    inputs=$(list_inputs)
    sum=$(printf '%s' "$inputs" | cksum)
    app=$launcher/app-${sum%% *}
}

is_built() {
    [ -r "$app/inputs" ] && [ "$(cat "$app/inputs")" = "$inputs" ]
}

# Sets app to a folder with the jars of the current sources, in lib/.
find_app() {
    name_app
    if is_built; then return; fi
    mkdir -p "$launcher"
    take_lock "$launcher/lock"
    name_app
    until is_built; do
        build_app
        name_app # the sources may have changed meanwhile
    done
    give_lock
}

build_app() {
    echo "procession: building (the first time takes a minute or two)" >&2
    log=$launcher/build.log
    forget_changed_modules
    if ! maven -q -Plauncher -Dmaven.test.skip=true -Dbuild.folder=target/launcher \
        -pl procession-benchmarks,examples -am package >"$log" 2>&1; then
        echo "procession: the build failed; from $log:" >&2
        show_errors "$log" | head -n 30 >&2
        exit 126
    fi
    printf '%s\n' "$inputs" >"$launcher/last-inputs"
    rm -rf "$app" "$launcher/next"
    mkdir "$launcher/next"
    mkdir "$launcher/next/lib"
    for module in procession-benchmarks examples; do
        cp "$root/$module/target/launcher/lib"/*.jar "$launcher/next/lib/"
    done
    cp "$launcher/last-inputs" "$launcher/next/inputs"
    mv "$launcher/next" "$app"
    # Older ones may still be running; those of days ago are not.
    find "$launcher" -maxdepth 1 -name 'app-*' ! -path "$app" -mtime +2 -exec rm -rf {} +
}

# Maven keeps what was made from files that are gone now. So a module in which anything has changed since
# the last build is built anew; so are those that collect the jars, always.
forget_changed_modules() {
    last=$(cat "$launcher/last-inputs" 2>/dev/null) || last=
    rm -rf "$launcher/last-inputs" "$root/procession-benchmarks/target/launcher" "$root/examples/target/launcher"
    for module in "$root"/procession-*; do
        if [ "$(inputs_of "$module" "$last")" != "$(inputs_of "$module" "$inputs")" ]; then
            rm -rf "$module/target/launcher"
        fi
    done
}

# Prints the lines for the module in folder $1 from the list $2.
inputs_of() {
    printf '%s\n' "$2" | grep " ${1##*/}/" || :
}
