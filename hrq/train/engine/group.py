"""Several processes that train one model: what they share out, and what they agree upon after every step.

Every process holds the whole table and takes the same steps with it. Each works on its share of a batch; the rows
that it read, with their gradients, are gathered, so that all add up the same numbers in the same order. Codebooks are
small: torch's DistributedDataParallel averages their gradients. One process, the first, writes to the run's folder.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from hrq.errors import UsageError

TOLD = ("RANK", "WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT")  # what torchrun tells each process


@dataclass(frozen=True)
class Group:
    """This process's place among `size`; one process alone is a group of one, and talks to nobody."""

    rank: int = 0
    size: int = 1

    @property
    def leads(self) -> bool:
        """Whether this is the process that writes files and reports."""
        return self.rank == 0

    def share(self, batch: Tensor) -> tuple[Tensor, float]:
        """This process's part of a batch (b, …), and its weight, so that the mean over processes is the batch's mean.

        A batch smaller than the group leaves some with nothing to do: they take its first row with weight zero.
        """
        if self.size == 1:
            return batch, 1.0
        own = batch[self.rank :: self.size]
        return (own, len(own) * self.size / len(batch)) if len(own) else (batch[:1], 0.0)

    def agrees(self, asked: bool) -> bool:
        """Whether any process asks; all get the same answer."""
        if self.size == 1:
            return asked
        flag = torch.tensor(int(asked))
        dist.all_reduce(flag, op=dist.ReduceOp.MAX)
        return bool(flag)

    def gather_rows(self, table: nn.Parameter) -> None:
        """Replace a table's sparse gradient by the dense mean of all processes', the same everywhere.

        Only the rows that were read travel. How many those are goes by the processor's own channel, so that a GPU
        need not wait.
        """
        if self.size == 1 or table.grad is None:
            return
        rows, values = table.grad._indices()[0], table.grad._values()
        count = torch.tensor(len(rows))
        dist.all_reduce(count, op=dist.ReduceOp.MAX)
        missing = int(count) - len(rows)
        rows = nn.functional.pad(rows, (0, missing))  # padding adds nothing to row 0
        values = nn.functional.pad(values, (0, 0, 0, missing))
        everyone = [torch.cat(self._gather(one)) for one in (rows, values)]
        # coalescing sorts before it adds: unlike atomic additions, the same order on every GPU
        total = torch.sparse_coo_tensor(everyone[0][None], everyone[1], table.shape).coalesce()
        table.grad = total.to_dense().div_(self.size)

    def add_up(self, counts: Sequence[Tensor]) -> None:
        """Sum counts over all processes, in place."""
        for one in counts if self.size > 1 else ():
            dist.all_reduce(one)

    def replica(self, module: nn.Module) -> nn.Module:
        """The module as this group should call it: gradients averaged over the processes, parameters from the first."""
        return module if self.size == 1 else DistributedDataParallel(module)

    def _gather(self, own: Tensor) -> list[Tensor]:
        found = [torch.empty_like(own) for _ in range(self.size)]
        dist.all_gather(found, own.contiguous())
        return found


def launched() -> Group:
    """The place that torchrun gave this process; a group of one where nobody did."""
    if any(name not in os.environ for name in TOLD):
        return Group()
    return Group(int(os.environ["RANK"]), int(os.environ["WORLD_SIZE"]))


def own_device(wanted: torch.device) -> torch.device:
    """The GPU of this process, one each; the processor is shared. Raises UsageError where there are too few GPUs."""
    if launched().size == 1 or wanted.type != "cuda":
        return wanted
    number = int(os.environ.get("LOCAL_RANK", "0"))
    if number >= torch.cuda.device_count():
        raise UsageError(
            f"There are more processes than GPUs ({torch.cuda.device_count()}). Start one for each: "
            f"`torchrun --nproc-per-node {torch.cuda.device_count()}`, or pass --device cpu."
        )
    torch.cuda.set_device(number)
    return torch.device("cuda", number)


def own_threads() -> int:
    """This process's part of the machine's cores."""
    return max(1, (os.cpu_count() or 1) // int(os.environ.get("LOCAL_WORLD_SIZE", "1")))


@contextmanager
def joined(device: torch.device) -> Iterator[Group]:
    """Talk to the other processes while the block runs: by nccl between GPUs, else by gloo."""
    group = launched()
    if group.size == 1:
        yield group
        return
    dist.init_process_group("cpu:gloo,cuda:nccl" if device.type == "cuda" else "gloo")
    try:
        yield group
    finally:
        dist.destroy_process_group()
