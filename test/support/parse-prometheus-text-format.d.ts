// The parser comes without types.

declare module 'parse-prometheus-text-format' {
  /** Throws where the text is not in Prometheus' format. */
  export default function parse(text: string): unknown;
}
