/** How one stage of an update stands. */
export type StageState = 'done' | 'here' | 'todo' | 'held' | 'late' | 'fail';
