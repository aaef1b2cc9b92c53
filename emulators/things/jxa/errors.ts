// Apple event errors as a JXA script sees them.

/** An Apple event error: `errorNumber` is what osascript prints in parentheses. */
export class AppleEventError extends Error {
  override readonly name = 'Error';
  readonly errorNumber: number;
  constructor(errorNumber: number, message: string) {
    super(message);
    this.errorNumber = errorNumber;
  }
}

/** The object does not exist (-1728). */
export function noSuchObject(): AppleEventError {
  return new AppleEventError(-1728, "Can't get object.");
}

/** A value has a type the property does not take (-1700). */
export function cannotConvert(): AppleEventError {
  return new AppleEventError(-1700, "Can't convert types.");
}

/** The property is read-only (-10006). */
export function readOnlyProperty(): AppleEventError {
  return new AppleEventError(-10006, "Can't set this property.");
}

/** The command is not allowed for the object (-1717). */
export function notHandled(): AppleEventError {
  return new AppleEventError(-1717, 'No handler is defined for this command.');
}

/** The class cannot be made (-2710). */
export function cannotMakeClass(): AppleEventError {
  return new AppleEventError(-2710, "Can't make this class.");
}

/** Errors the app itself raises with small numbers: 301 for a move, 302 for a schedule. */
export function refusedByApp(errorNumber: 301 | 302, message: string): AppleEventError {
  return new AppleEventError(errorNumber, message);
}
