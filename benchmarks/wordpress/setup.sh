#!/bin/sh
# A WordPress from Debian's packages on 127.0.0.1, filled with stories and served. See README.md.
# usage: setup.sh FOLDER PORT THEME STORIES.json
set -eu
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
folder=$(cd "$1" && pwd) port=$2 theme=$3 stories=$4
core=/usr/share/wordpress
name=wp$port

if [ ! -d "$core" ]; then
    apt-get update -q
    apt-get install -y -q --no-install-recommends wordpress php-cli php-mysql php-gd php-xml php-mbstring \
        mariadb-server 'wordpress-theme-*'
fi

# One MariaDB for all sites under the folder's parent, reached by its socket only.
data=$(dirname "$folder")/mariadb
socket=$data/socket
if ! mariadb -uroot -S "$socket" -e 'select 1' >/dev/null 2>&1; then
    if [ ! -d "$data/mysql" ]; then
        mkdir -p "$data"
        chown mysql "$data"
        mariadb-install-db --user=mysql --datadir="$data" --auth-root-authentication-method=normal --skip-test-db >/dev/null
    fi
    setsid mariadbd --no-defaults --user=mysql --datadir="$data" --socket="$socket" --pid-file="$data/pid" \
        --skip-networking --innodb-flush-log-at-trx-commit=0 >"$data/log" 2>&1 &
    until mariadb -uroot -S "$socket" -e 'select 1' >/dev/null 2>&1; do sleep 1; done
fi
mariadb -uroot -S "$socket" -e "drop database if exists $name; create database $name character set utf8mb4"

# The packages' files, linked; what the site itself writes lies in the folder.
root=$folder/root
mkdir -p "$root/wp-content/uploads" "$root/wp-content/plugins"
for file in "$core"/*; do
    [ "$(basename "$file")" = wp-content ] || ln -sfn "$file" "$root/$(basename "$file")"
done
ln -sfn "$core/wp-content/themes" "$root/wp-content/themes"
cat >"/etc/wordpress/config-$name.php" <<END
<?php
define('DB_NAME', '$name');
define('DB_USER', 'root');
define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:$socket');
define('WP_CONTENT_DIR', '$root/wp-content');
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('DISABLE_WP_CRON', true);
END
chmod 644 "/etc/wordpress/config-$name.php"

export WORDPRESS_CONFIG="$name"
php -d sendmail_path=/bin/true "$here/fill.php" "http://127.0.0.1:$port" "$theme" "$stories"
php "$here/truth.php" "http://127.0.0.1:$port" >"$folder/truth.json"
PHP_CLI_SERVER_WORKERS=4 setsid php -d opcache.enable_cli=1 -S "127.0.0.1:$port" -t "$root" "$here/router.php" >"$folder/access.log" 2>&1 &
echo $! >"$folder/pid"
echo "http://127.0.0.1:$port/ ($theme), process $!, what WordPress says: $folder/truth.json"
