#!/usr/bin/env bash
# Builds the proofs and, given what links them to the rule table, checks that too.
#
#   build.sh OUT [LINK]
#
# OUT   where compiled files go; what is unchanged there is not built again
# LINK  goals made of the rule table, by verification/tests/proofs; the last prints the assumptions of all theorems
#
# Fails unless everything builds, nothing is assumed, every theorem is closed under the global context, and z3, where it is
# installed, answers the scripts in smt/ as they expect.
set -euo pipefail
export LC_ALL=C
source_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=$1
mkdir -p "$out"
out=$(cd "$out" && pwd)

mapfile -t files < <(grep '\.v$' "$source_dir/_CoqProject")
unlisted=$(cd "$source_dir" && find . -name '*.v' | sed 's|^\./||' | grep -vxF -f <(printf '%s\n' "${files[@]}") || true)
if [[ -n $unlisted ]]; then
    echo "build.sh: not in _CoqProject: $unlisted" >&2
    exit 1
fi
if grep -nwE 'Admitted|Axiom|Axioms|Parameter|Parameters|Conjecture|admit|give_up|Abort' "${files[@]/#/$source_dir/}"; then
    echo "build.sh: the proofs may not assume anything" >&2
    exit 1
fi

stale=no
for file in "${files[@]}"; do
    # Files are in the order of their dependencies: after one that changed, all are built.
    if [[ $stale = yes || ! -e $out/${file}o ]] || ! cmp -s "$source_dir/$file" "$out/$file"; then
        stale=yes
        mkdir -p "$out/$(dirname "$file")"
        rm -f "$out/${file}o"
        cp "$source_dir/$file" "$out/$file"
        (cd "$out" && coqc -q -Q . Suki "$file")
    fi
done

if command -v z3 > /dev/null; then
    mkdir -p "$out/smt"
    for script in "$source_dir"/smt/*.smt2; do
        asked=$out/smt/$(basename "$script")
        if ! cmp -s "$script" "$asked"; then
            if ! diff <(sed -n 's/.*; expect //p' "$script") <(timeout 300 z3 "$script"); then
                echo "build.sh: z3 (>) does not answer $script as it expects (<)" >&2
                exit 1
            fi
            cp "$script" "$asked"
        fi
    done
else
    echo "build.sh: skipped smt/: z3 is not installed" >&2
fi

[[ $# -ge 2 ]] || exit 0
cp "$2" "$out/Link.v"
(cd "$out" && coqc -q -Q . Suki Link.v) > "$out/assumptions.txt"
if [[ $(cat "$out/assumptions.txt") != "Closed under the global context" ]]; then
    cat "$out/assumptions.txt" >&2
    echo "build.sh: the proofs rest on assumptions" >&2
    exit 1
fi
echo "build.sh: all theorems are closed under the global context"
