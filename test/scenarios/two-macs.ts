// Two Macs with one Things Cloud account, each with an agent, on one deployment.

import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { ExchangeResponse } from '../../src/protocol/exchange-answer.ts';
import { Mac } from './mac.ts';
import { Scenario } from './scenario.ts';
import { ThingsCloud } from './things-cloud.ts';
import { readTodos, type TodoView } from './things-side.ts';

export const MINUTE_MS = 60_000;

/** A pair that was synced by the Mac “studio”; “laptop” has the same library, and an agent that has never asked. */
export class TwoMacs {
  readonly scenario = new Scenario();
  readonly cloud = new ThingsCloud();
  readonly studio: Mac;
  readonly laptop: Mac;

  constructor() {
    const { world } = this.scenario;
    this.studio = new Mac(world, { name: 'studio', seed: 11 });
    for (const title of ['Alpha', 'Beta', 'Gamma', 'Delta']) {
      this.studio.app.person.addTodo({ title });
      world.pass(MINUTE_MS);
    }
    this.laptop = new Mac(world, { name: 'laptop', seed: 12, copyOf: this.studio.databasePath });
    this.cloud.join(this.studio.databasePath);
    this.cloud.join(this.laptop.databasePath);
  }

  /** The first sync, by the studio. */
  async begin(): Promise<this> {
    await this.sync(this.studio, { approving: true });
    return this;
  }

  /** Exchanges until the Mac has nothing left to do. Gives the last answer. */
  async sync(mac: Mac, { approving = false } = {}): Promise<ExchangeResponse> {
    this.scenario.pass(MINUTE_MS);
    for (let round = 0; round < 20; round += 1) {
      const answer = await mac.exchange();
      if (answer === null) throw new Error('no answer');
      if (approving && answer.plan !== null) this.scenario.world.account.approve(answer.plan.hash);
      else if (!answer.more && answer.operations.length === 0 && !mac.agent.hasNews()) return answer;
      else if (answer.standby !== undefined) return answer;
    }
    throw new Error('it never comes to rest');
  }

  /** Things Cloud brings all that one Mac has to the other one. */
  deliver(from: Mac, to: Mac): void {
    this.cloud.push(from.databasePath);
    this.cloud.pullAll(to.databasePath);
  }

  /** Lets minutes pass in which no agent comes. */
  sleep(minutes: number): void {
    this.scenario.pass(minutes * MINUTE_MS);
  }

  /** Copies the state of one Mac's agent to another Mac; gives where it is. */
  copyStateOf(from: Mac, to: Mac): string {
    const copy = join(to.folder, 'copied-agent');
    cpSync(from.stateDirectory, copy, { recursive: true });
    return copy;
  }

  /** What is wrong between a library and Todoist: nothing, where both show the same. */
  expectInSync(mac: Mac): void {
    expect(titlesOf(mac)).toEqual(this.scenario.openInTodoist);
    expect(this.scenario.status.mismatches).toEqual([]);
  }
}

/** The open to-dos of a Mac. */
export function openOf(mac: Mac): readonly TodoView[] {
  return readTodos(mac.databasePath).filter(({ status, trashed }) => status === 'open' && !trashed);
}

/** Their titles, in order. */
export function titlesOf(mac: Mac): readonly string[] {
  return openOf(mac)
    .map(({ title }) => title)
    .toSorted();
}

/** The id of the open to-do of a title; empty where there is none. */
export function idOf(mac: Mac, title: string): string {
  return openOf(mac).find((todo) => todo.title === title)?.id ?? '';
}
