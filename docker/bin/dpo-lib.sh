# shellcheck shell=sh
# shellcheck disable=SC2034
# Shared by dpo-backup and dpo-restore, which run in the image and outside it alike: the server is
# the one that PGHOST, PGPORT, PGUSER name.
#
# A directory of backups:
#   pool/ab/ab12...             every file, once, under its SHA-1 as Odoo names it: never changed
#   NAME-20261125T020000Z/      one backup of the database NAME
#     database.dump             pg_dump, custom format
#     files                     the files that this dump needs of the pool: a list for `sha1sum -c`
#     damaged                   those that were missing or damaged in the service itself (if any)
#     about                     what it is: database, instant, versions, counts
#     SHA256SUMS                of the above
DPO_BACKUPS=${DPO_BACKUPS:-/backups}
DPO_DATA_DIR=${DPO_DATA_DIR:-/var/lib/odoo}
case $DPO_BACKUPS in /*) ;; *) DPO_BACKUPS=$PWD/$DPO_BACKUPS ;; esac
case $DPO_DATA_DIR in /*) ;; *) DPO_DATA_DIR=$PWD/$DPO_DATA_DIR ;; esac
export LC_ALL=C

fail() {
    echo "${0##*/}: $*" >&2
    exit 1
}

say() {
    echo "${0##*/}: $*"
}

sql() { # DATABASE QUERY...: print the rows
    database_of_query=$1
    shift
    psql -X -q -A -t -v ON_ERROR_STOP=1 -d "$database_of_query" -c "$@"
}

# What a database needs of its files: lines for `sha1sum -c`, since a file is named by its SHA-1
FILES_OF_DATABASE="SELECT DISTINCT split_part(store_fname, '/', 2) || '  ' || store_fname
    FROM ir_attachment WHERE store_fname IS NOT NULL ORDER BY 1"

is_database() { # NAME: one of those that may stand in a path and in a query
    case $1 in
    "" | [!a-z0-9]* | *[!a-z0-9_-]*) return 1 ;;
    esac
}

exists() { # DATABASE
    [ "$(sql postgres "SELECT 1 FROM pg_database WHERE datname = '$1'")" = 1 ]
}

damaged_files() { # DIRECTORY LIST: print the files of the list that are missing or not what they say
    (cd "$1" && sha1sum --quiet -c - 2>/dev/null <"$2" || true) | sed 's/: FAILED.*$//'
}

one_at_a_time() {
    exec 9>"$DPO_BACKUPS/.lock"
    flock -n 9 || fail "another backup or restore is under way"
}
