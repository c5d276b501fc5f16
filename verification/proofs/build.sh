#!/usr/bin/env bash
# Builds the proofs and, given the rule table, checks that it is what is proved.
#
#   build.sh OUT [TABLE CONDITIONS]
#
# OUT         where compiled files go; what is unchanged there is not built again
# TABLE       one rule a line: name, statement, condition, theorem, separated by tabs
# CONDITIONS  one name a line, of the conditions that rules need
#
# Fails unless everything builds, the proofs name exactly the rules of the table, byte for byte and each next to its
# theorem, every condition has its counter-example, and nothing rests on an axiom.
set -euo pipefail
export LC_ALL=C
source_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=$1
mkdir -p "$out"

mapfile -t files < <(grep '\.v$' "$source_dir/_CoqProject")
if grep -nwE 'Admitted|Axiom|Axioms|Parameter|Parameters|Conjecture|admit|give_up|Abort' "${files[@]/#/$source_dir/}"; then
    echo "build.sh: the proofs may not assume anything" >&2
    exit 1
fi

stale=no
for file in "${files[@]}"; do
    # Files are in the order of their dependencies: after one that changed, all are built.
    if [[ $stale = yes || ! -e $out/${file}o ]] || ! cmp -s "$source_dir/$file" "$out/$file"; then
        stale=yes
        rm -f "$out/${file}o"
        cp "$source_dir/$file" "$out/$file"
        (cd "$out" && coqc -q -Q . Suki "$file")
    fi
done
[[ $# -ge 3 ]] || exit 0
table=$2
conditions=$3

# What the proofs say that they prove: three comments above each theorem of a rule.
for file in "${files[@]}"; do
    awk -v file="$file" '
        function body(line, label) { return substr(line, length(label) + 1, length(line) - length(label) - length(" *)")) }
        { sub(/^ */, "") }
        index($0, "(** rule: ") == 1 { name = body($0, "(** rule: "); next }
        index($0, "(** statement: ") == 1 { statement = body($0, "(** statement: "); next }
        index($0, "(** condition: ") == 1 { condition = body($0, "(** condition: "); at = NR; next }
        name != "" && NR == at + 1 && $1 == "Theorem" { print name "\t" statement "\t" condition "\t" $2; name = ""; next }
        name != "" && at != 0 && NR > at { print "build.sh: no theorem follows rule " name " in " file > "/dev/stderr"; exit 1 }
    ' "$source_dir/$file"
done | sort > "$out/proved.tsv"
sort "$table" > "$out/table.tsv"
if ! diff "$out/table.tsv" "$out/proved.tsv"; then
    echo "build.sh: the rule table (<) is not what is proved (>)" >&2
    exit 1
fi

# The goals: each rule's theorem and each condition's counter-example exists, is closed, and rests on nothing.
{
    echo "From Suki Require Import ${files[*]%.v}."
    while IFS=$'\t' read -r _ _ _ theorem; do
        printf 'Definition rule_%s := @%s.\nPrint Assumptions rule_%s.\n' "$theorem" "$theorem" "$theorem"
    done < "$out/table.tsv"
    while read -r condition; do
        lemma=without_${condition//-/_}
        printf 'Definition condition_%s := @%s.\nPrint Assumptions condition_%s.\n' "$lemma" "$lemma" "$lemma"
    done < "$conditions"
} > "$out/Link.v"
(cd "$out" && coqc -q -Q . Suki Link.v) > "$out/assumptions.txt"
expected=$(($(wc -l < "$out/table.tsv") + $(wc -l < "$conditions")))
closed=$(grep -c '^Closed under the global context$' "$out/assumptions.txt" || true)
lines=$(wc -l < "$out/assumptions.txt")
if [[ $closed -ne $expected || $lines -ne $expected ]]; then
    cat "$out/assumptions.txt" >&2
    echo "build.sh: $closed of $expected theorems are closed" >&2
    exit 1
fi
echo "build.sh: $expected theorems, all closed under the global context"
