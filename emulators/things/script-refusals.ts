// Script steps that the app refuses although it is well, as real apps do with some verbs and some languages.
// Must not know what a step does; steps are known by their labels (`make tag`, `delete`, `set area`).

/** A language that a script may be written in. */
export type ScriptLanguage = 'JavaScript' | 'AppleScript';

/** How a step is refused. */
export interface StepRefusal {
  /** Apple event error number; -10000 by default. */
  readonly code?: number;
  /** How often; for ever by default. */
  readonly times?: number;
  /** In which languages; in both by default. */
  readonly languages?: readonly ScriptLanguage[];
}

const HANDLER_FAILED = -10_000;
const BOTH: readonly ScriptLanguage[] = ['JavaScript', 'AppleScript'];

/** The refusals that are switched on, by the label of their step. */
export class ScriptRefusals {
  readonly #refusals = new Map<string, Required<StepRefusal>>();

  /** Refuses a step from now on. */
  refuse(label: string, { code, times, languages }: StepRefusal): void {
    this.#refusals.set(label, {
      code: code ?? HANDLER_FAILED,
      times: times ?? Number.POSITIVE_INFINITY,
      languages: languages ?? BOTH,
    });
  }

  /** Allows a step again. */
  allow(label: string): void {
    this.#refusals.delete(label);
  }

  /** Returns the error number of a step that is refused now, and uses up one refusal; null where it is allowed. */
  take(label: string, language: ScriptLanguage): number | null {
    const refusal = this.#refusals.get(label);
    if (refusal === undefined || !refusal.languages.includes(language)) return null;
    if (refusal.times <= 1) this.#refusals.delete(label);
    else this.#refusals.set(label, { ...refusal, times: refusal.times - 1 });
    return refusal.code;
  }
}
