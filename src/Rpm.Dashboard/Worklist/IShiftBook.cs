namespace Rpm.Dashboard.Worklist;

/// <summary>What belongs to the people on duty: handover notes, and whose patients are whose.</summary>
public interface IShiftBook
{
    /// <summary>The newest handover notes, newest first.</summary>
    IReadOnlyList<HandoverNote> Notes(int take);

    /// <summary>Writes a note; durable when it returns.</summary>
    void Write(string text, string by);

    /// <summary>The patients on a person's panel.</summary>
    IReadOnlySet<string> Panel(string person);

    /// <summary>Puts a patient on a person's panel, or takes them off.</summary>
    void SetPanel(string person, string patient, bool on);
}
