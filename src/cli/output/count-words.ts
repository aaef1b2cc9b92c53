// Numbers with the words that they count.

/** `1 task`, `2 tasks`. `many`: where that is not `one` with an s. */
export function countWords(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
