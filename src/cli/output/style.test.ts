import { expect, it } from 'vitest';
import { createStyle, highlight, takesColor } from './style.ts';

it.each([
  ['a terminal', true, {}, true],
  ['a pipe', false, {}, false],
  ['a terminal with NO_COLOR', true, { NO_COLOR: '1' }, false],
  ['a terminal with an empty NO_COLOR', true, { NO_COLOR: '' }, true],
  ['a terminal that can’t', true, { TERM: 'dumb' }, false],
])('[G130] %s takes colour: %s', (_what, isTTY, environment, takes) => {
  expect(takesColor({ isTTY }, environment)).toBe(takes);
});

it('[G130] where there is none, nothing is added', () => {
  expect(createStyle(false).bold('Plan')).toBe('Plan');
  expect(createStyle(true).bold('Plan')).toBe('\u001b[1mPlan\u001b[22m');
});

it('[G130] what matters stands out, and the text is the same without', () => {
  const text = 'In sync   yes\nPlan 3f9c\n\nTodoist — create (2)\n  “a”';
  const styled = highlight(text, createStyle(true));
  expect(styled).toContain('\u001b[1mPlan 3f9c\u001b[22m');
  // eslint-disable-next-line no-control-regex
  expect(styled.replaceAll(/\u001b\[\d+m/g, '')).toBe(text);
  expect(highlight(text, createStyle(false))).toBe(text);
});
