// Takes one column and keeps it for the disks of this window.

export default function ({ data }) {
  if (data?.length > HASH) keepColumn(data);
}
