import type { Rule } from 'eslint';

export declare const KINDS: readonly string[];
export declare const linkKindsRule: Rule.RuleModule;
