import packageJson from '../../package.json' with { type: 'json' };

/** This release, as package.json has it. */
export const VERSION: string = packageJson.version;
