// A progress bar on one line of a terminal. Where there is no terminal, it shows nothing.

/** Where to draw. */
export interface ProgressTarget {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** A bar that is drawn over and over. */
export interface ProgressBar {
  /** `pending`: how much is still to be done; the most that was ever pending is the whole. */
  readonly show: (done: number, pending: number) => void;
  /** Takes the bar away. */
  readonly clear: () => void;
}

/** Makes a bar. */
export function createProgressBar(target: ProgressTarget, label: string): ProgressBar {
  if (target.isTTY !== true) return { show: () => undefined, clear: () => undefined };
  let shown = '';
  return {
    show(done, pending) {
      const line = formatBar(label, done, pending, target.columns ?? 80);
      if (line === shown) return;
      shown = line;
      target.write(`\r\u001b[2K${line}`);
    },
    clear() {
      if (shown !== '') target.write('\r\u001b[2K');
      shown = '';
    },
  };
}

/** One picture of the bar, at most `columns` wide. */
export function formatBar(label: string, done: number, pending: number, columns: number): string {
  const total = done + pending;
  const share = total === 0 ? 1 : done / total;
  const numbers = `${done}/${total}`;
  const width = Math.max(5, Math.min(40, columns - label.length - numbers.length - 4));
  const filled = Math.round(share * width);
  return `${label} ${'\u2588'.repeat(filled)}${'\u2591'.repeat(width - filled)} ${numbers}`;
}
