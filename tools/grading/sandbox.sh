#!/bin/sh
# Shows a program nothing but what is named: sandbox.sh ROOT OWN USER PATH... -- COMMAND...
# Runs inside `unshare --net --mount --pid --fork`. ROOT is an empty folder that becomes the root of what the
# program sees, OWN the one folder of the machine that it may write, USER who it runs as (- where that cannot
# be changed), each PATH is shown read-only. The limits come in LIMIT_MEMORY (bytes), LIMIT_CPU (s), LIMIT_PROCESSES.
set -eu
root=$1 own=$2 user=$3
shift 3

show() {
    if [ -L "$1" ]; then
        mkdir -p "$root$(dirname "$1")"
        cp -P "$1" "$root$1"
    elif [ -d "$1" ]; then
        mkdir -p "$root$1"
        mount --rbind "$1" "$root$1"
        mount -o remount,bind,ro "$root$1"
    fi
}

device() {
    touch "$root/dev/$1"
    mount --bind "/dev/$1" "$root/dev/$1"
}

mount -t tmpfs -o size=256m,mode=755 tmpfs "$root"
while [ "$1" != -- ]; do
    show "$1"
    shift
done
shift

mkdir -p "$root/proc" "$root/dev/shm" "$root/tmp" "$root/home/student" "$root$own"
chmod 1777 "$root/dev/shm" "$root/tmp" "$root/home/student"
mount -t proc proc "$root/proc"
mount --bind "$own" "$root$own"
for name in null zero random urandom; do
    device $name
done
mkdir "$root/dev/pts"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
ln -s pts/ptmx "$root/dev/ptmx"

identity=
if [ "$user" != - ]; then
    chown -R "$user:$user" "$own"
    identity="--reuid=$user --regid=$user --clear-groups"
fi

# The kernel would take the first process of its namespace for a parent that has died.
unset JPY_PARENT_PID
# shellcheck disable=SC2086
exec chroot "$root" /usr/bin/env -C /home/student setpriv $identity --no-new-privs --bounding-set=-all \
    --inh-caps=-all --pdeathsig=KILL \
    prlimit --core=0 --fsize=67108864 --as="$LIMIT_MEMORY" --cpu="$LIMIT_CPU" --nproc="$LIMIT_PROCESSES" "$@"
