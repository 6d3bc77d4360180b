namespace Rpm.DeviceSim.Faults;

/// <summary>Something that goes wrong on the way from a device to the receiver.</summary>
internal enum FaultKind
{
    /// <summary>A message is never sent.</summary>
    Drop,
    /// <summary>A message is sent twice.</summary>
    Duplicate,
    /// <summary>A message is held and sent later, with its own time.</summary>
    Delay,
    /// <summary>A message is sent behind a number of later ones of its connection.</summary>
    Reorder,
    /// <summary>A payload that is no reading.</summary>
    Garbage,
    /// <summary>A device whose clock is wrong.</summary>
    Skew,
    /// <summary>Connections are away for a while and hand in afterwards what was measured meanwhile, marked as backfill.</summary>
    Outage,
    /// <summary>Connections are reset and come back all at once, again and again.</summary>
    Storm,
    /// <summary>Connections fall silent without being closed, pings included.</summary>
    HalfOpen,
    /// <summary>Clients that take their answers slowly.</summary>
    Slow,
}
