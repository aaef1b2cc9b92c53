import { describe, expect, it } from 'vitest';
import { clientAddress } from './client-address.ts';

describe('the address of a client', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::FFFF:cb00:7107', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002:ffff:ffff:ffff:ffff', '2001:db8:1:2::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('[S81] %s counts as %s', (given, counted) => {
    expect(clientAddress(given)).toBe(counted);
  });

  it.each([
    undefined,
    '',
    'here',
    '256.1.1.1',
    '1.2.3',
    '1.2.3.4, 5.6.7.8',
    '2001:db8::1::2',
    '2001:db8::1%eth0',
    '\u0661.2.3.4',
    'x'.repeat(100_000),
  ])('[S81] %j counts as no address', (given) => {
    expect(clientAddress(given)).toBe('unknown');
  });
});
