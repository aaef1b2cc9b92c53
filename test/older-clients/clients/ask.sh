# What the clients share: asking the Worker, and picking an answer apart as text, which must be on one line for that.
# BASE is the only thing that they know of it; AUTH is a header, for a client that sends one.

ask() {
  curl -s --max-time 30 ${AUTH:+-H "$AUTH"} "$@"
}

post() {
  path=$1
  shift
  ask -X POST "$BASE$path" -H 'Content-Type: application/json' "$@"
}

number() {
  printf '%s' "$2" | grep -o "\"$1\":[0-9]*" | head -1 | sed 's/.*://'
}

script() {
  osascript "$HERE/things/$1.jxa" "${@:2}" | tr '\r' '\n'
}
