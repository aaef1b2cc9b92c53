// The circle with which a task, and the square with which a line of a list, is done.

import { Icon } from './icon.tsx';
import './styles/check-box.css';

/** A checkbox. `name`: what is checked, as it is read out. `level`: of urgency, 4 is the highest. */
export function CheckBox({
  name,
  isChecked,
  onChange,
  shape = 'circle',
  level = 1,
  isDashed = false,
  tabIndex,
}: {
  readonly name: string;
  readonly isChecked: boolean;
  readonly onChange: (isChecked: boolean) => void;
  readonly shape?: 'circle' | 'square';
  readonly level?: 1 | 2 | 3 | 4;
  /** For what is set aside. */
  readonly isDashed?: boolean;
  readonly tabIndex?: number;
}) {
  return (
    <button
      type="button"
      role="checkbox"
      aria-checked={isChecked}
      aria-label={name}
      class={`check-box ${shape} level-${level}${isDashed ? ' dashed' : ''}`}
      tabIndex={tabIndex}
      onClick={(event) => {
        event.stopPropagation();
        onChange(!isChecked);
      }}
    >
      <span class="check-mark">
        <Icon name="check" />
      </span>
    </button>
  );
}
