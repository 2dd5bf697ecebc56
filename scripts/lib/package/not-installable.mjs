/** That something cannot be had on this machine, which says nothing about the package. */
export class NotInstallable extends Error {}
