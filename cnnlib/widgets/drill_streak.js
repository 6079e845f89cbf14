/** The streak of right answers, kept in this browser only. */

function drillKept(key) {
  try {
    const { now, best } = JSON.parse(window.localStorage.getItem(key)) ?? {};
    return Number.isInteger(now) && Number.isInteger(best) ? { now, best } : null;
  } catch {
    return null; // The page may not store anything, or something else is stored there.
  }
}

function drillKeep(key, streak) {
  try {
    window.localStorage.setItem(key, JSON.stringify(streak));
  } catch {
    // The page may not store anything: the streak then lives as long as the page.
  }
}

/**
 * A count of right answers in a row, and the most so far.
 * @param {string} key  its name in the browser's storage
 */
export function drillStreak(key) {
  let streak = drillKept(key) ?? { now: 0, best: 0 };
  const set = (now) => {
    streak = { now, best: Math.max(now, streak.best) };
    drillKeep(key, streak);
  };
  return { read: () => streak, add: () => set(streak.now + 1), clear: () => set(0) };
}
