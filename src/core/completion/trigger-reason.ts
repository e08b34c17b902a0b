/** Why a call goes on to ask. */
export type TriggerReason =
  | 'explicit'
  | 'fresh-line'
  | 'line-start'
  | 'after-bracket'
  | 'member-access'
  | 'typing'
  | 'after-accept'
  | 'widget-selection';

/** What decided how long to wait before asking. */
export type DebounceReason = 'none' | 'fresh-line' | 'rhythm' | 'budget' | 'ignored-here' | 'bounds';
