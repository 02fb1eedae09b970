/**
 * What was set from outside, by whom it concerns (`bridge`, or a router) and its name. Each holds until the configuration's own value is
 * another one than it was then.
 */
export interface SettingStore {
  /** @param configured the configuration's own value now; what was set beside another one is forgotten */
  get(scope: string, name: string, configured: string): string | undefined;
  /** @throws RetryableError when the disk is full or the folder has become unwritable */
  set(scope: string, name: string, value: string, configured: string): void;
  remove(scope: string, name: string): void;
  /** Forgets what concerns nobody of these. */
  keepOnly(scopes: readonly string[]): void;
}
