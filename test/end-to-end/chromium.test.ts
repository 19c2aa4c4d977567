import { ALL_SUITES } from './all-suites.ts';
import { runSuites } from './suite.ts';

runSuites(ALL_SUITES, { browsers: ['chromium'] });
