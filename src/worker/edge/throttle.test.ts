import { describe, expect, it } from 'vitest';
import { createThrottle } from './throttle.ts';

function opened() {
  const clock = { now: 1_000_000 };
  return { clock, throttle: createThrottle(() => clock.now) };
}

describe('the throttle', () => {
  it('[A50] lets a minute\u2019s worth through at once, then as much as time brings', () => {
    const { clock, throttle } = opened();
    const taken = Array.from({ length: 70 }, () => throttle.take('anna', 60));
    expect(taken.filter((wait) => wait === null)).toHaveLength(60);
    expect(taken.at(-1)).toBe(1000);
    clock.now += 1000;
    expect([throttle.take('anna', 60), throttle.take('anna', 60)]).toEqual([null, 1000]);
    expect(throttle.take('ben', 60)).toBeNull();
    clock.now += 3_600_000;
    expect(
      Array.from({ length: 61 }, () => throttle.take('anna', 60)).filter((wait) => wait === null),
    ).toHaveLength(60);
  });

  it('[A51] makes whoever guesses wait longer and longer, and forgets it after a while', () => {
    const { clock, throttle } = opened();
    const waits = Array.from({ length: 20 }, () => {
      throttle.noteWrong('there', 10);
      const wait = throttle.waitFor('there') ?? 0;
      clock.now += wait;
      return wait;
    });
    expect(waits.slice(0, 12)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 1000, 2000, 4000]);
    expect(waits.at(-1)).toBe(60_000);
    expect(throttle.waitFor('elsewhere')).toBeNull();
    clock.now += 16 * 60_000;
    throttle.noteWrong('there', 10);
    expect(throttle.waitFor('there')).toBeNull();
  });

  it('[A50] keeps a bounded number of names in mind', () => {
    const { throttle } = opened();
    throttle.take('first', 1);
    expect(throttle.take('first', 1)).not.toBeNull();
    for (let at = 0; at < 20_000; at += 1) throttle.take(`name ${at}`, 1);
    expect(throttle.take('first', 1)).toBeNull();
  });

  it('[S80] a crowd that guesses once each sets nobody free who has to wait', () => {
    const { throttle } = opened();
    for (let wrong = 0; wrong < 15; wrong += 1) throttle.noteWrong('there', 10);
    const wait = throttle.waitFor('there');
    for (let at = 0; at < 30_000; at += 1) throttle.noteWrong(`one of many ${at}`, 10);
    expect([wait, throttle.waitFor('there')]).toEqual([32_000, 32_000]);
    expect(throttle.waitFor('one of many 29999')).toBeNull();
  });

  it('[S80] a crowd that asks once each gives nobody who asked too often a new minute', () => {
    const { throttle } = opened();
    for (let at = 0; at < 60; at += 1) throttle.take('there', 60);
    for (let at = 0; at < 30_000; at += 1) throttle.take(`one of many ${at}`, 60);
    expect(throttle.take('there', 60)).toBe(1000);
  });
});
