import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CODE_ALPHABET,
  CODE_LENGTH,
  pairingBaseOf,
  pairingLink,
  publicBaseOf,
  readPairingLink,
} from './pairing-link.ts';

const LINK = 'https://sync.example.com/app/#/pair?code=K7W3M-PX94D';
const SAID = { baseUrl: 'https://sync.example.com', code: 'K7W3M-PX94D', account: null };

const port = fc.integer({ min: 1, max: 65_535 });
const baseUrl = fc
  .oneof(
    fc.tuple(fc.domain(), port).map(([host, at]) => `https://${host}:${at}`),
    fc.domain().map((host) => `https://${host}`),
    fc
      .tuple(fc.constantFrom('127.0.0.1', 'localhost', '[::1]'), port)
      .map(([host, at]) => `http://${host}:${at}`),
  )
  .map((text) => new URL(text).origin);
const code = fc
  .array(fc.constantFrom(...CODE_ALPHABET.split('')), { minLength: CODE_LENGTH, maxLength: CODE_LENGTH })
  .map((letters) => `${letters.slice(0, 5).join('')}-${letters.slice(5).join('')}`);
const account = fc.option(
  fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,31}$/).filter((name) => name !== 'default'),
);
const said = fc.record({ baseUrl, code, account });

describe('a pairing link', () => {
  it('[S50] says what it was made of, and keeps the code behind #, where no server sees it', () => {
    fc.assert(
      fc.property(said, (one) => {
        const link = pairingLink(one);
        expect(readPairingLink(link)).toEqual(one);
        const { origin, pathname, search } = new URL(link);
        expect({ origin, pathname, search }).toEqual({ origin: one.baseUrl, pathname: '/app/', search: '' });
      }),
    );
  });

  it('[S50] is short enough for a QR code, and names the default account nowhere', () => {
    expect(pairingLink({ ...SAID, account: 'default' })).toBe(LINK);
    expect(readPairingLink(LINK)).toEqual(SAID);
    expect(pairingLink({ ...SAID, account: 'anna' })).toBe(`${LINK}&account=anna`);
  });

  it.each([` ${LINK}\n`, LINK.replace('K7W3M-PX94D', 'k7w3mpx94d'), LINK.replace('K7W3M-', 'K7W3M%20')])(
    '[S50] is read as a person may have written it: %j',
    (text) => {
      expect(readPairingLink(text)).toEqual(SAID);
    },
  );

  it.each([
    '',
    'K7W3M-PX94D',
    LINK.replace('https:', 'http:'),
    LINK.replace('https:', 'javascript:'),
    LINK.replace('https:', 'ftp:'),
    LINK.replace('https://', 'https://anna:word@'),
    LINK.replace('https://', 'https://anna@'),
    LINK.replace('/app/', '/'),
    LINK.replace('/app/', '/app/more/'),
    LINK.replace('/app/', '/app/?next=1'),
    LINK.replace('#/pair', '#/settings'),
    LINK.replace('#/pair', '/pair'),
    LINK.replace('PX94D', 'PX94'),
    LINK.replace('PX94D', 'PX9O0'),
    `${LINK}&code=K7W3M-PX94D`,
    `${LINK}&account=`,
    `${LINK}&account=default`,
    `${LINK}&account=../anna`,
    `${LINK}&account=anna&account=bert`,
    `${LINK}&then=https://elsewhere.example`,
    `${LINK}${' '.repeat(400)}&account=anna`,
    'http://127.0.0.1.example.com/app/#/pair?code=K7W3M-PX94D',
    'http://192.168.1.4:8790/app/#/pair?code=K7W3M-PX94D',
  ])('[S50] that is none of ours is not read: %j', (text) => {
    expect(readPairingLink(text)).toBeNull();
  });

  it('[S50] is read out of nothing but a link that would be written so, whatever the text is', () => {
    const parts = fc.constantFrom(
      'https://',
      'http://',
      'a.example',
      '127.0.0.1',
      '@',
      '/app/',
      '#/pair?',
      LINK,
    );
    const text = fc.oneof(
      fc.string(),
      fc.webUrl({ withFragments: true, withQueryParameters: true }),
      fc.array(fc.oneof(parts, fc.string({ maxLength: 4 })), { maxLength: 8 }).map((some) => some.join('')),
    );
    fc.assert(
      fc.property(text, (some) => {
        const read = readPairingLink(some);
        if (read !== null) expect(readPairingLink(pairingLink(read))).toEqual(read);
      }),
    );
  });

  it('[S50] is not written with what it could not be read with', () => {
    for (const wrong of [
      { baseUrl: 'http://sync.example.com' },
      { baseUrl: 'https://sync.example.com/' },
      { baseUrl: 'https://sync.example.com/sync' },
      { code: 'k7w3mpx94d' },
      { code: 'K7W3M-PX94D&account=bert' },
      { account: 'Anna' },
      { account: 'anna&code=1' },
    ])
      expect(() => pairingLink({ ...SAID, ...wrong }), JSON.stringify(wrong)).toThrow('broken invariant');
  });
});

describe('where devices may be paired', () => {
  it.each([
    ['https://sync.example.com', 'https://sync.example.com'],
    ['https://sync.example.com/', 'https://sync.example.com'],
    ['https://Sync.Example.com:443', 'https://sync.example.com'],
    ['https://sync.example.com:8443', 'https://sync.example.com:8443'],
    ['http://localhost:8790', 'http://localhost:8790'],
    ['http://sync.example.com', null],
    ['https://sync.example.com/below', null],
    ['https://sync.example.com?x', null],
    ['https://sync.example.com#x', null],
    ['https://anna@sync.example.com', null],
    ['sync.example.com', null],
    ['file:///tmp', null],
  ])('[S50] is https, or this machine, and an origin alone: %s', (text, base) => {
    expect(pairingBaseOf(text)).toBe(base);
    expect(publicBaseOf(text)).toBe(base?.startsWith('https:') === true ? base : null);
  });

  it.each(['https://localhost', 'https://127.0.0.1:8443', 'https://[::1]'])(
    '[S50] is no place for a phone on this machine: %s',
    (text) => {
      expect([pairingBaseOf(text), publicBaseOf(text)]).toEqual([text, null]);
    },
  );
});
