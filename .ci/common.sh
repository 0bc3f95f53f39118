# What the scripts of this folder share. It is read by them, and not run.

export CARGO_TERM_COLOR=never
# Nothing steps through what is built here, and without it two cores build and link in less time.
export CARGO_PROFILE_DEV_DEBUG="${CARGO_PROFILE_DEV_DEBUG:-0}"

step() {
    printf '\n== %s\n' "$*"
    "$@"
}

has() { command -v "$1" > /dev/null 2>&1; }

# Root on a Debian: what is missing may be installed.
may_install() { [ "$(id -u)" = 0 ] && [ -f /etc/debian_version ] && has apt-get; }

# `debian_has PACKAGE VERSION`: the full version of the package that begins with it, if Debian has one.
debian_has() {
    apt-cache madison "$1" 2> /dev/null | awk -F ' *[|] *' -v begins="$2." 'index($2, begins) == 1 { print $2; exit }'
}

# The compiler that a Cargo.toml declares, such as 1.85.
declared_in() { sed -n 's/^rust-version = "\(.*\)"/\1/p' "$1" | head -n 1; }

# `find_compiler VERSION`: sets `rust` to what stands before `cargo`'s arguments to build with that compiler, and fails
# where it cannot be had. Looked for are Debian's beside rustup's, those that rustup has already, and Debian's packages.
find_compiler() {
    local version=$1 toolchain full
    if ! debian_compiler_is "$version" && has rustup; then
        toolchain=$(rustup toolchain list | grep -oE "^${version//./\\.}(\.[0-9]+)?-[^ ]*" | head -n 1 || true)
        if [ -n "$toolchain" ]; then
            rust=(rustup run "$toolchain" cargo)
            return 0
        fi
    fi
    if ! debian_compiler_is "$version" && may_install; then
        full=$(debian_has rustc-web "$version")
        if [ -z "$full" ]; then
            apt-get update -qq || true
            full=$(debian_has rustc-web "$version")
        fi
        [ -z "$full" ] || step env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
            --allow-downgrades "rustc-web=$full" "cargo-web=$full" "libstd-rust-web-dev=$full" > /dev/null || true
    fi
    debian_compiler_is "$version" || return 1
    rust=(env RUSTC=/usr/bin/rustc RUSTDOC=/usr/bin/rustdoc /usr/bin/cargo)
}

debian_compiler_is() { [ -x /usr/bin/cargo ] && [[ "$(/usr/bin/rustc --version 2> /dev/null)" == "rustc $1."* ]]; }
