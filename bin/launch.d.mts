// What tests may ask of launch.mjs.

/** The first thing that keeps a program from running here; null when there is none. */
export function findObstacle(found: {
  readonly nodeVersion: string;
  readonly isInstalled: (name: string) => boolean;
  readonly needsTools: boolean;
}): string | null;

/** The package that holds workerd for a platform; null where there is none. */
export function workerdPackage(platform: string, arch: string): string | null;

/** The Node that came with the packages; null where it is not needed, or not there. */
export function ownNode(found: {
  readonly nodeVersion: string;
  readonly platform: string;
  readonly folderOf: (name: string) => string | null;
}): string | null;
