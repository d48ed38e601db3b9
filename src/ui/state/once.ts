/** Something that is told once and then known, where the browser lets a page remember. */
export interface Once {
  readonly done: boolean;
  tell(): void;
}

export function createOnce(key: string): Once {
  let done = read(key);
  return {
    get done() {
      return done;
    },
    tell() {
      done = true;
      try {
        localStorage.setItem(key, '1');
      } catch {
        // known for this page only
      }
    },
  };
}

function read(key: string): boolean {
  try {
    return localStorage.getItem(key) !== null;
  } catch {
    return false; // storage is closed to this page
  }
}
