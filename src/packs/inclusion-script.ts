/**
 * The inclusion check of one disclosed record for sh, openssl and xxd alone, for the README of packs that disclose records:
 * saved as a file, `sh FILE 3` is run in the folder of the pack for record number 3. Prints one line, OK or FAIL, and ends with 0 or 1.
 * What it reads is hostile: numbers are taken as digits only before the shell counts with them, and nothing of a file is run.
 */
export function inclusionCheckScript(): string {
  return String.raw`set -f
checkpoint=data/population/checkpoint record=data/population/proofs/$1.json proof=data/population/proofs/$1.tlog-proof
fail() { echo "FAIL: $1"; exit 1; }
sha() { openssl dgst -sha256 -binary | xxd -p -c 64; }
hex() { printf '%s' "$1" | openssl base64 -d -A | xxd -p -c 64; }
join() { printf '01%s%s' "$1" "$2" | xxd -r -p | sha; }
index=$(sed -n '3s/^index //p' "$proof") size=$(sed -n 2p "$checkpoint")
for number in "$index" "$size"; do case $number in '' | *[!0-9]* | 0?* | ????????????????*) fail "not a number" ;; esac; done
[ "$index" = "$1" ] && [ "$index" -lt "$size" ] || fail "no such record"
sed '1,/^$/d' "$proof" | cmp -s - "$checkpoint" || fail "the proof is about another checkpoint"
hash=$({ printf '\000'; sed -n '2s/^extra //p' "$proof" | openssl base64 -d -A; cat "$record"; } | sha)
last=$((size - 1))
for sibling in $(sed -n -e '/^$/q' -e '4,$p' "$proof"); do
  [ "$last" -gt 0 ] || fail "the proof is too long"
  if [ $((index % 2)) = 1 ] || [ "$index" = "$last" ]; then
    hash=$(join "$(hex "$sibling")" "$hash")
    while [ $((index % 2)) = 0 ] && [ "$index" -gt 0 ]; do index=$((index / 2)) last=$((last / 2)); done
  else hash=$(join "$hash" "$(hex "$sibling")"); fi
  index=$((index / 2)) last=$((last / 2))
done
[ "$last" = 0 ] && [ "$hash" = "$(hex "$(sed -n 3p "$checkpoint")")" ] || fail "this is not record number $1 of $size"
echo "OK: record number $1 (from 0) of exactly $size"
`;
}
