// GitHub: issues, pull requests and comments become tasks. https://docs.github.com/webhooks

import * as z from 'zod';
import { parseCivilDate } from '../../model/dates.ts';
import type { SourceChange } from '../../model/webhook.ts';
import { nothing, type Reading, type Source } from './source.ts';
import { isHexSignature } from './signature.ts';

/** What an owner says about GitHub. */
export interface GitHubSettings {
  /** Only these, as `owner/name`; all where there are none. */
  readonly repositories: readonly string[];
  /** Only these events, such as `issues`; all that are understood where there are none. */
  readonly events: readonly string[];
  /** The owner's name there: what is assigned to it, or waits for its review, becomes a task. */
  readonly me: string | null;
  /** A closed issue completes its task. */
  readonly completesClosed: boolean;
}

const userSchema = z.object({ login: z.string() });
const issueSchema = z.object({
  number: z.number(),
  title: z.string(),
  html_url: z.string(),
  body: z.string().nullish(),
  state: z.string().nullish(),
  user: userSchema.nullish(),
  assignees: z.array(userSchema).nullish(),
  labels: z.array(z.object({ name: z.string() })).nullish(),
  milestone: z.object({ due_on: z.string().nullish() }).nullish(),
  updated_at: z.string().nullish(),
});
const pullSchema = issueSchema.extend({
  head: z.object({ ref: z.string() }).nullish(),
  base: z.object({ ref: z.string() }).nullish(),
});
const commentSchema = z.object({
  id: z.number(),
  html_url: z.string(),
  body: z.string().nullish(),
  user: userSchema.nullish(),
  updated_at: z.string().nullish(),
});
/** Its number stays when it is renamed or given to somebody else. */
const repositorySchema = z.object({
  id: z.number().optional(),
  full_name: z.string(),
  html_url: z.string(),
});
const eventSchema = z.object({
  action: z.string(),
  repository: repositorySchema,
  issue: issueSchema.optional(),
  pull_request: pullSchema.optional(),
  comment: commentSchema.optional(),
  assignee: userSchema.nullish(),
  requested_reviewer: userSchema.nullish(),
  /** Where an issue went that was moved to another repository, and where it came from. */
  changes: z
    .object({
      new_issue: issueSchema.nullish(),
      new_repository: repositorySchema.nullish(),
      old_issue: issueSchema.nullish(),
      old_repository: repositorySchema.nullish(),
    })
    .nullish()
    .catch(null),
});
type GitHubEvent = z.infer<typeof eventSchema>;
type Issue = z.infer<typeof pullSchema>;

/** GitHub as a source. */
export const GITHUB: Source<GitHubSettings> = {
  name: 'github',
  title: 'GitHub',
  verify: ({ header, raw }, secret) =>
    isHexSignature(header('x-hub-signature-256'), { secret, message: raw, prefixes: ['sha256='] }),
  deliveryId: ({ header }) => header('x-github-delivery'),
  read: (payload, { header }, settings) => {
    const kind = header('x-github-event');
    if (kind === 'ping') return { kind: 'handshake', answer: { received: true }, secret: null };
    const event = eventSchema.safeParse(payload);
    if (!event.success) return { kind: 'malformed', why: 'it is no event of a repository' };
    return readEvent(kind ?? kindOf(event.data), event.data, settings);
  },
};

/** Whoever sends without the header sends what it holds. */
function kindOf({ comment, pull_request: pull, issue }: GitHubEvent): string {
  if (comment !== undefined) return pull === undefined ? 'issue_comment' : 'pull_request_review_comment';
  if (pull !== undefined) return 'pull_request';
  return issue === undefined ? 'other' : 'issues';
}

function readEvent(kind: string, event: GitHubEvent, settings: GitHubSettings): Reading {
  const { full_name: repository } = event.repository;
  if (settings.events.length > 0 && !settings.events.includes(kind))
    return nothing('this event is not configured');
  const isWatched = settings.repositories.some((each) => each.toLowerCase() === repository.toLowerCase());
  if (settings.repositories.length > 0 && !isWatched) return nothing('this repository is not configured');
  switch (kind) {
    case 'issues':
      return event.issue === undefined
        ? { kind: 'malformed', why: 'an event about issues without one' }
        : readIssue(event, event.issue, 'issue', settings);
    case 'pull_request':
      return event.pull_request === undefined
        ? { kind: 'malformed', why: 'an event about pull requests without one' }
        : readPull(event, event.pull_request, settings);
    case 'issue_comment':
    case 'pull_request_review_comment':
      return readComment(kind, event);
    default:
      return nothing('nothing follows from this event');
  }
}

const OPENING: Readonly<Record<string, SourceChange['does']>> = {
  opened: 'open',
  reopened: 'open',
  edited: 'edit',
  closed: 'close',
};

function readIssue(
  event: GitHubEvent,
  issue: Issue,
  what: 'issue' | 'pull',
  settings: GitHubSettings,
): Reading {
  const { action } = event;
  if (what === 'issue' && action === 'transferred') return readMoved(event, issue);
  const isMine = isOwner(event.assignee?.login, settings);
  const does = action === 'assigned' && isMine ? 'open' : OPENING[action];
  if (does === undefined) return nothing('nothing follows from this action');
  if (does === 'open' && issue.state === 'closed') return nothing('it is closed already');
  if (does === 'close' && !settings.completesClosed) return nothing('closed issues are left alone');
  return { kind: 'changes', changes: [changeOf(event, issue, { what, does })] };
}

/** An issue that was moved to another repository is the same task. */
function readMoved({ changes, ...event }: GitHubEvent, issue: Issue): Reading {
  const [moved, repository] = [changes?.new_issue, changes?.new_repository];
  if (moved == null || repository == null) return nothing('it does not say where the issue went');
  const change = changeOf({ ...event, repository }, moved, { what: 'issue', does: 'edit' });
  const formerly = [...(change.formerly ?? []), ...namesOf('issue', event.repository, issue)];
  return { kind: 'changes', changes: [{ ...change, formerly }] };
}

/** A pull request is one task, and a review of it that waits for the owner another. */
function readPull(event: GitHubEvent, pull: Issue, settings: GitHubSettings): Reading {
  if (event.action === 'review_requested') {
    if (!isOwner(event.requested_reviewer?.login, settings)) return nothing('somebody else is to review it');
    return { kind: 'changes', changes: [changeOf(event, pull, { what: 'review', does: 'open' })] };
  }
  const read = readIssue(event, pull, 'pull', settings);
  if (read.kind !== 'changes' || event.action !== 'closed') return read;
  return {
    kind: 'changes',
    changes: [...read.changes, changeOf(event, pull, { what: 'review', does: 'close' })],
  };
}

function isOwner(login: string | undefined, { me }: GitHubSettings): boolean {
  return me !== null && login?.toLowerCase() === me.toLowerCase();
}

const TAGS = {
  issue: ['github', 'issue'],
  pull: ['github', 'pull-request'],
  review: ['github', 'review'],
} as const;

/** By its repository's number, which stays, and by the repository's name, which may be another one some day. */
function namesOf(
  what: keyof typeof TAGS,
  { id, full_name: fullName }: GitHubEvent['repository'],
  { number }: Pick<Issue, 'number'>,
): readonly [string, ...string[]] {
  const byName = `github:${what}:${fullName}#${number}`;
  return id === undefined ? [byName] : [`github:${what}:${id}#${number}`, byName];
}

function changeOf(
  { repository, changes }: Pick<GitHubEvent, 'repository' | 'changes'>,
  issue: Issue,
  { what, does }: { readonly what: keyof typeof TAGS; readonly does: SourceChange['does'] },
): SourceChange {
  const name = `${shortName(repository.full_name)}#${issue.number}: ${issue.title}`;
  const [object, ...others] = namesOf(what, repository, issue);
  const [oldIssue, oldRepository] = [changes?.old_issue, changes?.old_repository];
  const before = oldIssue == null || oldRepository == null ? [] : namesOf(what, oldRepository, oldIssue);
  const formerly = [...others, ...before];
  const labels = what === 'issue' ? (issue.labels ?? []).map((label) => label.name) : [];
  return {
    object,
    ...(formerly.length > 0 && { formerly }),
    does,
    title: what === 'review' ? `Review ${name}` : name,
    notes: notesOf(repository.full_name, issue),
    tags: [...TAGS[what], ...labels],
    deadline: parseCivilDate(issue.milestone?.due_on?.slice(0, 10) ?? ''),
    changedAt: timeOf(issue.updated_at),
    place: null,
  };
}

function notesOf(repository: string, issue: Issue): string {
  const { user, assignees, labels, head, base, state, body, html_url: url } = issue;
  const lines = [
    `Repository: ${repository}`,
    `Author: ${user?.login ?? 'unknown'}`,
    ...listed(
      'Assignees',
      (assignees ?? []).map(({ login }) => login),
    ),
    ...listed(
      'Labels',
      (labels ?? []).map(({ name }) => name),
    ),
    ...(head != null && base != null ? [`Branches: ${head.ref} → ${base.ref}`] : []),
    `State: ${state ?? 'unknown'}`,
  ];
  return [url, lines.join('\n'), body ?? ''].filter((part) => part !== '').join('\n\n');
}

function readComment(kind: string, event: GitHubEvent): Reading {
  const { action, comment, repository } = event;
  const parent = kind === 'issue_comment' ? event.issue : event.pull_request;
  if (action !== 'created') return nothing('nothing follows from this action');
  if (comment === undefined || parent === undefined)
    return { kind: 'malformed', why: 'a comment on nothing' };
  const isReview = kind === 'pull_request_review_comment';
  const lines = [
    `Repository: ${repository.full_name}`,
    `On: ${parent.title}`,
    `Author: ${comment.user?.login ?? 'unknown'}`,
  ];
  const change: SourceChange = {
    object: `github:comment:${repository.full_name}#${parent.number}:${comment.id}`,
    does: 'open',
    title: `${isReview ? 'Review comment on' : 'Comment on'} ${shortName(repository.full_name)}#${parent.number}`,
    notes: [comment.html_url, lines.join('\n'), comment.body ?? '']
      .filter((part) => part !== '')
      .join('\n\n'),
    tags: ['github', isReview ? 'pr-review' : 'comment'],
    deadline: null,
    changedAt: timeOf(comment.updated_at),
    place: null,
  };
  return { kind: 'changes', changes: [change] };
}

function listed(name: string, values: readonly string[]): readonly string[] {
  return values.length === 0 ? [] : [`${name}: ${values.join(', ')}`];
}

function shortName(fullName: string): string {
  return fullName.replace(/^.*\//, '');
}

function timeOf(text: string | null | undefined): number | null {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? null : time;
}
