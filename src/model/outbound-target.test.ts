// Which targets are refused, in every spelling that leads to a private network.

import { describe, expect, it } from 'vitest';
import { isPublicAddress, whyNoTarget } from './outbound-target.ts';

const STRICT = { allowsPrivate: false };

describe('the target of events', () => {
  it.each([
    'https://hooks.example.com/a/b?c=d',
    'https://hooks.example.com:8443/',
    'https://ntfy.sh/my-topic',
    'https://93.184.215.14/hook',
    'https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/hook',
    'https://bücher.example.org/',
  ])('[W29] may be %s', (url) => {
    expect(whyNoTarget(url, STRICT)).toBeNull();
  });

  it.each([
    'http://hooks.example.com/',
    'ftp://hooks.example.com/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'not a url',
    'https://user:pass@hooks.example.com/',
    'https://user@hooks.example.com/',
    'https://hooks.example.com/#part',
    'https://hooks.example.com/a\nb',
    'https://127.0.0.1\\@hooks.example.com/',
    'https://localhost/',
    'https://LOCALHOST./',
    'https://api.localhost/',
    'https://printer.local/',
    'https://db.internal/',
    'https://db.internal./',
    'https://router/',
    'https://nas.home.arpa/',
    'https://127.0.0.1/',
    'https://127.1/',
    'https://2130706433/',
    'https://0x7f000001/',
    'https://0x7f.1/',
    'https://0177.0.0.1/',
    'https://127.0.0.1./',
    'https://①②⑦.0.0.1/',
    'https://0/',
    'https://0.0.0.0/',
    'https://10.1.2.3/',
    'https://100.64.0.1/',
    'https://169.254.169.254/latest/meta-data',
    'https://172.16.0.1/',
    'https://172.31.255.255/',
    'https://192.168.1.1/',
    'https://198.18.0.1/',
    'https://224.0.0.1/',
    'https://255.255.255.255/',
    'https://[::1]/',
    'https://[::]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:7f00:1]/',
    'https://[::ffff:8.8.8.8]/',
    'https://[::127.0.0.1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[64:ff9b:1::a00:1]/',
    'https://[2002:7f00:1::]/',
    'https://[2001::1]/',
    'https://[2001:db8::1]/',
    'https://[3fff::1]/',
    'https://[fe80::1]/',
    'https://[fec0::1]/',
    'https://[fc00::1]/',
    'https://[fd12:3456::1]/',
    'https://[ff02::1]/',
  ])('[W29] is never %s', (url) => {
    expect(whyNoTarget(url, STRICT)).toEqual(expect.any(String));
  });

  it('[W29] may be on this machine where the operator allows it, without a password all the same', () => {
    const allowed = { allowsPrivate: true };
    expect(whyNoTarget('http://127.0.0.1:8080/hook', allowed)).toBeNull();
    expect(whyNoTarget('http://localhost/hook', allowed)).toBeNull();
    expect(whyNoTarget('http://user:pass@127.0.0.1/', allowed)).not.toBeNull();
    expect(whyNoTarget('ftp://127.0.0.1/', allowed)).not.toBeNull();
  });

  it('[W29] is not longer than can be stored', () => {
    expect(whyNoTarget(`https://hooks.example.com/${'x'.repeat(2000)}`, STRICT)).toContain('2000');
  });
});

it.each([
  ['8.8.8.8', true],
  ['172.15.255.255', true],
  ['172.32.0.0', true],
  ['100.63.255.255', true],
  ['100.128.0.0', true],
  ['2a00:1450:4001::200e', true],
  ['2001:4860:4860::8888', true],
  ['10.0.0.1', false],
  ['::1', false],
  ['::ffff:10.0.0.1', false],
  ['fe80::1%eth0', false],
  ['256.1.1.1', false],
  ['1.2.3', false],
  ['1::2::3', false],
  ['', false],
  ['example.com', false],
])('[W29] an address such as %s is public: %s', (address, isPublic) => {
  expect(isPublicAddress(address)).toBe(isPublic);
});
