#!/bin/sh
# Installs what a build needs on Debian or Ubuntu and is not there yet. Does nothing when all of it is.
set -eu
missing=
for package in libsqlite3-dev zlib1g-dev libzstd-dev pkg-config; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing="$missing $package"
done
if [ -n "$missing" ]; then
  echo "Installing:$missing"
  sudo=
  if [ "$(id -u)" -ne 0 ]; then sudo=sudo; fi
  $sudo apt-get update -qq
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq $missing
fi
if ! command -v swift >/dev/null; then
  echo "Swift 6.2 or later is needed: https://www.swift.org/install/linux/" >&2
  exit 1
fi
