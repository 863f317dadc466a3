# One at a time among scripts that share a folder. Sourced by the scripts in bin/.

# Is the lock's owner gone? Give a new owner a moment to write its number down.
is_abandoned() {
    owner=$(cat "$1/owner" 2>/dev/null) || owner=
    if [ -z "$owner" ]; then
        sleep 2
        owner=$(cat "$1/owner" 2>/dev/null) || owner=
    fi
    [ -d "$1" ] && { [ -z "$owner" ] || ! kill -0 "$owner" 2>/dev/null; }
}

# Takes the lock $1 (a folder that exists while it is held), waiting for a living owner. It is given
# back when the script ends, however it ends; after a kill -9 the next one in line removes it.
take_lock() {
    waited=
    until mkdir "$1" 2>/dev/null; do
        [ -d "${1%/*}" ] || return 1
        # Only one of those who wait may remove a dead owner's lock: the one who makes this folder in
        # it. Asking again afterwards makes sure that it is still the dead owner's.
        if is_abandoned "$1" && mkdir "$1/removal" 2>/dev/null; then
            if is_abandoned "$1"; then
                remove_lock "$1"
            else
                rmdir "$1/removal" 2>/dev/null || :
            fi
            continue
        fi
        [ -n "$waited" ] || echo "procession: waiting for process ${owner:-?}, which holds $1" >&2
        waited=yes
        sleep 1
    done
    held_lock=$1
    trap 'give_lock' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    echo $$ >"$1/owner"
}

give_lock() {
    remove_lock "$held_lock"
    trap - EXIT INT TERM HUP
}

# In one step for everybody who looks: renamed first, deleted afterwards.
remove_lock() {
    mv "$1" "$1.$$" && rm -rf "$1.$$"
}
