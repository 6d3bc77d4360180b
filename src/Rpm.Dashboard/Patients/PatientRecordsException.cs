namespace Rpm.Dashboard.Patients;

/// <summary>The stores behind the page cannot answer now; the message is for the reader.</summary>
public sealed class PatientRecordsException(string message, Exception inner) : Exception(message, inner);
