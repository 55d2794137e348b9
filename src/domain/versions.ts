/** Whether release `a` is newer than release `b`: `1.10.0` is newer than `1.9.3`, and than `1.10.0-beta`. */
export function isNewer(a: string, b: string): boolean {
  const [left, right] = [parse(a), parse(b)];
  for (let part = 0; part < 3; part += 1) {
    const difference = (left.numbers[part] ?? 0) - (right.numbers[part] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return !left.isPrerelease && right.isPrerelease;
}

function parse(version: string): { numbers: number[]; isPrerelease: boolean } {
  const [release = '', prerelease] = version.split('-', 2);
  return {
    numbers: release.split('.').map((part) => Number.parseInt(part, 10) || 0),
    isPrerelease: prerelease !== undefined,
  };
}
