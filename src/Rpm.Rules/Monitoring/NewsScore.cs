namespace Rpm.Rules.Monitoring;

/// <summary>A NEWS2 score of the parts that were known.</summary>
/// <param name="Points">The sum.</param>
/// <param name="Single">The greatest points of one part.</param>
/// <param name="Parts">How many of the seven parts it is made of; 0 = there is none.</param>
internal readonly record struct NewsScore(byte Points, byte Single, byte Parts);
