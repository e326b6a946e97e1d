/**
 * Whether this user has asked for an archive in this browser: then it is looked for again
 * at the next visit. Without the note, reading it would begin one that nobody wants.
 */
const KEY = "postscope.export";

export function hasWantedExport(userId: string): boolean {
  try {
    return localStorage.getItem(KEY) === userId;
  } catch {
    return false;
  }
}

export function noteWantedExport(userId: string): void {
  try {
    localStorage.setItem(KEY, userId);
  } catch {
    // Storage may be closed to us: at the next visit one asks again.
  }
}

export function forgetWantedExport(): void {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // There is nothing to forget then.
  }
}
