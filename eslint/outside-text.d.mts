import type { Rule } from 'eslint';

export declare const OUTSIDE: Readonly<Record<string, readonly string[]>>;
export declare const outsideTextRule: Rule.RuleModule;
