// One event of any sender: who says that it is real, and what follows from it.

import { genericSettings, type WebhookConfig } from './config.ts';
import { isTooDeep, MAX_DEPTH } from './depth.ts';
import { GENERIC } from './generic.ts';
import { GITHUB } from './github.ts';
import { NOTION } from './notion.ts';
import { SLACK } from './slack.ts';
import type { SourceName } from '../../model/webhook.ts';
import type { Delivery, Reading, Source } from './source.ts';
import { TODOIST_EVENTS } from './todoist.ts';

/** A sender, whatever is configured of it. */
type AnySource = Omit<Source<never>, 'read'>;

const SOURCES: { readonly [Name in SourceName]: AnySource } = {
  github: GITHUB,
  slack: SLACK,
  notion: NOTION,
  generic: GENERIC,
  todoist: TODOIST_EVENTS,
};

/** The sender of this name. */
export function sourceOf(name: SourceName): AnySource {
  return SOURCES[name];
}

/** Says what an event means by what is configured. Pure. */
export function readEvent(
  name: SourceName,
  event: { readonly payload: unknown; readonly delivery: Delivery },
  config: WebhookConfig,
): Reading {
  const { payload, delivery } = event;
  const { github, slack, notion } = config.sources;
  if (isTooDeep(payload))
    return { kind: 'malformed', why: `lists and objects lie in one another more than ${MAX_DEPTH} deep` };
  switch (name) {
    case 'github':
      return GITHUB.read(payload, delivery, github);
    case 'slack':
      return SLACK.read(payload, delivery, slack);
    case 'notion':
      return NOTION.read(payload, delivery, notion);
    case 'generic':
      return GENERIC.read(payload, delivery, genericSettings(config));
    case 'todoist':
      return TODOIST_EVENTS.read(payload, delivery, null);
  }
}
