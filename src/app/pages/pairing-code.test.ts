import { expect, it } from 'vitest';
import { codeIn } from './pairing-code.ts';

it.each([
  ['K7W3M-PX94D', 'K7W3M-PX94D', null],
  [' k7w3m px94d ', 'K7W3M-PX94D', null],
  ['k7w3mpx94d', 'K7W3M-PX94D', null],
  ['https://tasks.example/app/#/pair?code=K7W3M-PX94D&account=anna', 'K7W3M-PX94D', 'anna'],
  ['https://tasks.example/app/#/pair?code=K7W3M-PX94D', 'K7W3M-PX94D', null],
  ['K7W3M', null, null],
  ['', null, null],
  ['O0O0O-11111', null, null],
])('[U40] a code is taken as it was typed, or out of a link: %j', (text, code, account) => {
  expect(codeIn(text)).toMatchObject({ code, account });
});
