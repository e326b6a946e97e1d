#!/bin/sh
# beside.sh "FIRST" SECOND...: runs both at once; the words of FIRST come after SECOND's.
words=$(mktemp)
$1 >"$words" 2>&1 &
first=$!
shift
"$@"
code=$?
wait $first || code=1
cat "$words"
rm -f "$words"
exit $code
