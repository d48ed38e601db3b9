/*
 * A stand-in for libudev, loaded into Chromium with LD_PRELOAD, so that its Web Serial finds
 * pseudo-terminals: every symlink in $BENCH_PORTS is a plugged-in USB serial adapter, named and
 * numbered by its file name. Making a link plugs it in, removing it unplugs it.
 *
 * Only what Chromium calls is here. Enumerating the subsystem `tty` lists the folder; a monitor is
 * an inotify descriptor on it; all other subsystems are empty. A pty has no modem lines either, so
 * the ioctls for them are answered here, and every change is written down in $BENCH_SIGNALS.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <termios.h>
#include <unistd.h>

#define SYS_TTY "/sys/class/tty/"
#define API __attribute__((visibility("default")))

/* Chromium takes a tty only if /proc/tty/drivers has a driver of type "serial" for its numbers: ttyS is 4:64. */
#define MAJOR 4
#define MINOR 64

struct udev { int refs; };
struct udev_list_entry { char *name; struct udev_list_entry *next; };
struct udev_enumerate { int others_only; struct udev_list_entry *found; };
struct udev_monitor { int fd, others_only; };
struct udev_device { int refs; const char *action; char name[128], syspath[160], devnode[512]; };

static const char *setting(const char *name, const char *otherwise) {
  const char *value = getenv(name);
  return value ? value : otherwise;
}
static const char *ports(void) { return setting("BENCH_PORTS", "/nonexistent"); }

/* --- devices: one per link ------------------------------------------------------------------- */

static struct udev_device *device_named(const char *name, const char *action) {
  struct udev_device *device = calloc(1, sizeof *device);
  device->refs = 1;
  device->action = action;
  snprintf(device->name, sizeof device->name, "%s", name);
  snprintf(device->syspath, sizeof device->syspath, SYS_TTY "%s", device->name);
  snprintf(device->devnode, sizeof device->devnode, "%s/%s", ports(), device->name);
  return device;
}

API struct udev_device *udev_device_new_from_syspath(struct udev *u, const char *path) {
  (void)u;
  if (strncmp(path, SYS_TTY, strlen(SYS_TTY))) return NULL;
  return device_named(path + strlen(SYS_TTY), NULL);
}
API struct udev_device *udev_device_ref(struct udev_device *d) { d->refs++; return d; }
API struct udev_device *udev_device_unref(struct udev_device *d) {
  if (d && --d->refs == 0) free(d);
  return NULL;
}
API const char *udev_device_get_action(struct udev_device *d) { return d->action; }
API const char *udev_device_get_devnode(struct udev_device *d) { return d->devnode; }
API const char *udev_device_get_subsystem(struct udev_device *d) { (void)d; return "tty"; }
API const char *udev_device_get_sysname(struct udev_device *d) { return d->name; }
API const char *udev_device_get_syspath(struct udev_device *d) { return d->syspath; }
API unsigned long udev_device_get_devnum(struct udev_device *d) { (void)d; return MAJOR << 8 | MINOR; }
API int udev_device_get_is_initialized(struct udev_device *d) { (void)d; return 1; }
API const char *udev_device_get_property_value(struct udev_device *d, const char *key) {
  if (!strcmp(key, "DEVNAME")) return d->devnode;
  if (!strcmp(key, "MAJOR")) return "4";
  if (!strcmp(key, "MINOR")) return "64";
  /* As Linux names them: ttyACM is a chip with USB of its own. */
  int native = !strncmp(d->name, "ttyACM", 6);
  if (!strcmp(key, "ID_VENDOR_ID")) return native ? "303a" : setting("BENCH_VENDOR", "10c4");
  if (!strcmp(key, "ID_MODEL_ID")) return native ? "1001" : setting("BENCH_PRODUCT", "ea60");
  if (!strcmp(key, "ID_MODEL_ENC"))
    return native ? "USB\\x20JTAG\\x20serial" : "CP2102\\x20USB\\x20to\\x20UART";
  if (!strcmp(key, "ID_SERIAL_SHORT")) return d->name; /* grants are kept by serial number */
  return NULL;
}
/* What no adapter of ours has. */
API struct udev_device *udev_device_new_from_devnum(struct udev *u, char t, unsigned long n) {
  (void)u, (void)t, (void)n;
  return NULL;
}
API struct udev_device *udev_device_new_from_subsystem_sysname(struct udev *u, const char *s, const char *n) {
  (void)u, (void)s, (void)n;
  return NULL;
}
API struct udev_device *udev_device_get_parent(struct udev_device *d) { (void)d; return NULL; }
API struct udev_device *udev_device_get_parent_with_subsystem_devtype(struct udev_device *d, const char *s, const char *t) {
  (void)d, (void)s, (void)t;
  return NULL;
}
API const char *udev_device_get_devtype(struct udev_device *d) { (void)d; return NULL; }
API const char *udev_device_get_driver(struct udev_device *d) { (void)d; return NULL; }
API const char *udev_device_get_sysattr_value(struct udev_device *d, const char *a) { (void)d, (void)a; return NULL; }
API struct udev_list_entry *udev_device_get_properties_list_entry(struct udev_device *d) { (void)d; return NULL; }

/* --- the context and lists ------------------------------------------------------------------- */

API struct udev *udev_new(void) {
  struct udev *u = calloc(1, sizeof *u);
  u->refs = 1;
  return u;
}
API struct udev *udev_ref(struct udev *u) { u->refs++; return u; }
API struct udev *udev_unref(struct udev *u) {
  if (u && --u->refs == 0) free(u);
  return NULL;
}
API struct udev_list_entry *udev_list_entry_get_next(struct udev_list_entry *e) { return e ? e->next : NULL; }
API const char *udev_list_entry_get_name(struct udev_list_entry *e) { return e ? e->name : NULL; }
API const char *udev_list_entry_get_value(struct udev_list_entry *e) { (void)e; return NULL; }

/* --- enumerating ----------------------------------------------------------------------------- */

API struct udev_enumerate *udev_enumerate_new(struct udev *u) {
  (void)u;
  return calloc(1, sizeof(struct udev_enumerate));
}
API int udev_enumerate_add_match_subsystem(struct udev_enumerate *e, const char *subsystem) {
  e->others_only = strcmp(subsystem, "tty") != 0;
  return 0;
}
API int udev_enumerate_scan_devices(struct udev_enumerate *e) {
  DIR *folder = e->others_only ? NULL : opendir(ports());
  for (struct dirent *file; folder && (file = readdir(folder));) {
    if (file->d_name[0] == '.') continue;
    struct udev_list_entry *entry = calloc(1, sizeof *entry);
    if (asprintf(&entry->name, SYS_TTY "%s", file->d_name) < 0) abort();
    entry->next = e->found;
    e->found = entry;
  }
  if (folder) closedir(folder);
  return 0;
}
API struct udev_list_entry *udev_enumerate_get_list_entry(struct udev_enumerate *e) { return e->found; }
API struct udev_enumerate *udev_enumerate_unref(struct udev_enumerate *e) {
  for (struct udev_list_entry *next, *entry = e ? e->found : NULL; entry; entry = next) {
    next = entry->next;
    free(entry->name);
    free(entry);
  }
  free(e);
  return NULL;
}

/* --- plugging and unplugging ----------------------------------------------------------------- */

API struct udev_monitor *udev_monitor_new_from_netlink(struct udev *u, const char *name) {
  (void)u, (void)name;
  struct udev_monitor *m = calloc(1, sizeof *m);
  m->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  inotify_add_watch(m->fd, ports(), IN_CREATE | IN_DELETE | IN_MOVED_TO | IN_MOVED_FROM);
  return m;
}
API int udev_monitor_filter_add_match_subsystem_devtype(struct udev_monitor *m, const char *s, const char *t) {
  (void)t;
  m->others_only = s && strcmp(s, "tty");
  return 0;
}
API int udev_monitor_enable_receiving(struct udev_monitor *m) { (void)m; return 0; }
API int udev_monitor_get_fd(struct udev_monitor *m) { return m->fd; }
/*
 * One event per call, the others stay in the kernel, as they do with the datagrams of the real monitor:
 * Chromium calls once each time the descriptor is readable, and would not hear of what is kept back here.
 * inotify(7): a read takes all events that fit, and fails with EINVAL where not even the first does.
 */
static ssize_t read_one(int fd, struct inotify_event *event, size_t most) {
  ssize_t length = -1;
  for (size_t size = sizeof *event + 16; size <= most; size += 16) {
    length = read(fd, event, size);
    if (length >= 0 || errno != EINVAL) break;
  }
  return length;
}

API struct udev_device *udev_monitor_receive_device(struct udev_monitor *m) {
  union { struct inotify_event event; char bytes[sizeof(struct inotify_event) + 256]; } next;
  struct inotify_event *event = &next.event;
  if (read_one(m->fd, event, sizeof next) <= 0) return NULL;
  if (m->others_only || event->len == 0 || event->name[0] == '.') return NULL;
  return device_named(event->name, event->mask & (IN_CREATE | IN_MOVED_TO) ? "add" : "remove");
}
API struct udev_monitor *udev_monitor_unref(struct udev_monitor *m) {
  if (m) close(m->fd);
  free(m);
  return NULL;
}

/* --- modem lines of a pty -------------------------------------------------------------------- */

static int lines = TIOCM_DTR | TIOCM_RTS;

static int set_lines(int now) {
  lines = now;
  int log = open(setting("BENCH_SIGNALS", "/dev/null"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (log >= 0) {
    dprintf(log, "DTR=%d RTS=%d\n", !!(lines & TIOCM_DTR), !!(lines & TIOCM_RTS));
    close(log);
  }
  return 0;
}

API int ioctl(int fd, unsigned long request, ...) {
  va_list rest;
  va_start(rest, request);
  void *argument = va_arg(rest, void *);
  va_end(rest);
  long answer = syscall(SYS_ioctl, fd, request, argument);
  if (answer >= 0 || (errno != ENOTTY && errno != EINVAL)) return (int)answer;
  int refused = errno;
  struct termios terminal;
  if (syscall(SYS_ioctl, fd, TCGETS, &terminal) == 0) {
    if (request == TIOCMGET) return *(int *)argument = lines | TIOCM_CTS | TIOCM_DSR, 0;
    if (request == TIOCMSET) return set_lines(*(int *)argument);
    if (request == TIOCMBIS) return set_lines(lines | *(int *)argument);
    if (request == TIOCMBIC) return set_lines(lines & ~*(int *)argument);
  }
  errno = refused;
  return -1;
}
