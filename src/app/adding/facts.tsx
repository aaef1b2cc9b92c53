// What is known of a task that is being typed: what was understood of the line, and what the list gives.

import { Chip } from '../../ui/chip.tsx';
import { Icon } from '../../ui/icon.tsx';
import { FACT_LOOKS, type Fact } from './understood.ts';

/** The facts. What was understood can be dismissed; it is title then. */
export function Facts({
  facts,
  onDismiss,
}: {
  readonly facts: readonly Fact[];
  readonly onDismiss: (key: string) => void;
}) {
  return (
    <div class="facts" aria-live="polite">
      {facts.map(({ kind, text, key }) =>
        key === null ? (
          <span key={`given ${kind} ${text}`} class="given">
            <Chip icon={FACT_LOOKS[kind].icon}>{text}</Chip>
          </span>
        ) : (
          <button
            key={key}
            type="button"
            class="fact"
            title="Not meant: leave it in the title"
            onClick={() => onDismiss(key)}
          >
            <Chip {...FACT_LOOKS[kind]}>{text}</Chip>
            <Icon name="close" tone="soft" />
            <span class="unseen">: leave it in the title</span>
          </button>
        ),
      )}
    </div>
  );
}
