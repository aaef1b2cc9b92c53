// Flags of property lists, as macOS and as people write them.

import { describe, expect, it } from 'vitest';
import { binaryFlags } from '../../../emulators/things/encodings/plist.ts';
import { plistFlag } from './plist-flag.ts';

const xml = (body: string): Uint8Array =>
  new TextEncoder().encode(`<?xml version="1.0"?><plist version="1.0"><dict>${body}</dict></plist>`);

describe('a flag of a property list', () => {
  it.each([
    [binaryFlags({ a: true, uriSchemeEnabled: true }), true],
    [binaryFlags({ uriSchemeEnabled: false, aNameOfMoreThanFifteenLetters: true }), false],
    [binaryFlags({ other: true }), null],
    [xml('<key>a</key><true/><key>uriSchemeEnabled</key>\n<false/>'), false],
    [xml('<key>uriSchemeEnabled</key><true/>'), true],
    [xml('<key>uriSchemeEnabled</key><integer>1</integer>'), true],
    [xml('<key>uriSchemeEnabled</key><string>x</string>'), null],
    [new Uint8Array(), null],
    [binaryFlags({ uriSchemeEnabled: true }).subarray(0, 40), null],
  ])('%# is read, and what can not be read is none', (bytes, expected) => {
    expect(plistFlag(bytes, 'uriSchemeEnabled')).toBe(expected);
  });
});
