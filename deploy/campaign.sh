#!/bin/sh
# For /usr/local/bin/campaign: the command line of the installed service. Works with its settings, its key and as its
# user, so that no file in its folder comes to belong to somebody else. Relative paths count from that folder.
set -eu
if [ "$(id -u)" != 0 ]; then
  echo "campaign: this speaks for the service, so it needs root:  sudo campaign $*" >&2
  exit 2
fi
cd /var/lib/hashtag-campaign
umask 0077
# XDG_CONFIG_HOME: `campaign` looks for hashtag-campaign/config.toml in there. The key is the service's credential.
exec runuser -u campaign -- env HOME="$PWD" XDG_CONFIG_HOME=/etc CREDENTIALS_DIRECTORY=/etc/hashtag-campaign \
  /opt/hashtag-campaign/bin/campaign "$@"
